document.title = 'Fieldcase'
